-- Which paths are blocked most, by which rules?
SELECT
  httprequest.uri AS uri,
  terminatingruleid,
  count(*) AS requests,
  count(DISTINCT client_ip) AS addresses
FROM waf_logs
WHERE action = 'BLOCK'
GROUP BY httprequest.uri, terminatingruleid
ORDER BY requests DESC
LIMIT 100;
