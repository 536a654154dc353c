-- Which clients still use old TLS versions, or none?
SELECT coalesce(ssl_protocol, 'no TLS') AS tls,
  domain_name,
  count(*) AS requests,
  count(DISTINCT client_ip) AS clients
FROM alb_access_logs
WHERE event_time >= current_timestamp - INTERVAL '7' DAY
  AND (ssl_protocol IS NULL OR ssl_protocol NOT IN ('TLSv1.2', 'TLSv1.3'))
GROUP BY 1, 2
ORDER BY requests DESC;
