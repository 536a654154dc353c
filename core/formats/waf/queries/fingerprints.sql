-- Which TLS fingerprints come from many addresses with few requests each?
SELECT ja4fingerprint, count(*) AS requests, count(DISTINCT client_ip) AS addresses
FROM waf_logs
GROUP BY ja4fingerprint
HAVING count(DISTINCT client_ip) > 100 AND count(*) < 10 * count(DISTINCT client_ip)
ORDER BY addresses DESC;
