-- Which addresses send most requests, and how many are blocked?
SELECT client_ip, httprequest.country AS country, count(*) AS requests, count_if(action = 'BLOCK') AS blocked
FROM waf_logs
GROUP BY client_ip, httprequest.country
ORDER BY requests DESC
LIMIT 20;
