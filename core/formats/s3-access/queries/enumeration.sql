-- Who asks for many keys that do not exist?
SELECT remoteip,
  bucket_name,
  count(DISTINCT key) AS keys,
  min(useragent) AS a_user_agent
FROM s3_access_logs
WHERE event_time >= current_timestamp - INTERVAL '7' DAY
  AND httpstatus = '404'
GROUP BY remoteip, bucket_name
HAVING count(DISTINCT key) >= 50
ORDER BY keys DESC;
