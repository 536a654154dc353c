-- Who deleted objects?
SELECT event_time, requester, remoteip, bucket_name, key, versionid, operation, httpstatus
FROM s3_access_logs
WHERE event_time >= current_timestamp - INTERVAL '7' DAY
  AND operation IN ('REST.DELETE.OBJECT', 'BATCH.DELETE.OBJECT')
ORDER BY event_time DESC
LIMIT 500;
