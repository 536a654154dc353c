-- From which countries do requests come, and how many are blocked?
SELECT
  httprequest.country AS country,
  count(*) AS requests,
  count_if(action = 'BLOCK') AS blocked,
  count(DISTINCT client_ip) AS addresses
FROM waf_logs
GROUP BY httprequest.country
ORDER BY requests DESC;
