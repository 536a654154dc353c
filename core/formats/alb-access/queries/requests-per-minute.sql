-- How many requests a minute does each load balancer take: is there a flood?
SELECT date_trunc('minute', event_time) AS minute,
  stream AS load_balancer,
  count(*) AS requests,
  count(DISTINCT client_ip) AS clients,
  sum(received_bytes) AS bytes_in,
  sum(sent_bytes) AS bytes_out
FROM alb_access_logs
WHERE event_time >= current_timestamp - INTERVAL '1' DAY
GROUP BY 1, 2
ORDER BY 1, 2;
