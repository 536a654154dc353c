-- Who read most S3 objects, from how many addresses?
SELECT
  useridentity.arn AS principal,
  count(*) AS objects,
  count(DISTINCT client_ip) AS addresses,
  min(event_time) AS first_seen,
  max(event_time) AS last_seen
FROM cloudtrail_logs
WHERE eventsource = 's3.amazonaws.com'
  AND eventname = 'GetObject'
  AND errorcode IS NULL
GROUP BY useridentity.arn
ORDER BY objects DESC
LIMIT 100;
