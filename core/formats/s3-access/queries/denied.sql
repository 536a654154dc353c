-- Which requests were denied?
SELECT event_time, bucket_name, remoteip, requester, operation, key
FROM s3_access_logs
WHERE httpstatus = '403'
ORDER BY event_time DESC
LIMIT 100;
