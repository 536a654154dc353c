-- Who is denied, on what?
SELECT requester,
  remoteip,
  bucket_name,
  operation,
  count(*) AS requests,
  count(DISTINCT key) AS keys
FROM s3_access_logs
WHERE event_time >= current_timestamp - INTERVAL '7' DAY
  AND httpstatus = '403'
GROUP BY requester, remoteip, bucket_name, operation
ORDER BY requests DESC
LIMIT 100;
