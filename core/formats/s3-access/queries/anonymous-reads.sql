-- Which objects are read without credentials?
SELECT bucket_name,
  key,
  count(*) AS requests,
  count(DISTINCT remoteip) AS addresses
FROM s3_access_logs
WHERE event_time >= current_timestamp - INTERVAL '7' DAY
  AND requester IS NULL
  AND operation = 'REST.GET.OBJECT'
  AND httpstatus = '200'
GROUP BY bucket_name, key
ORDER BY requests DESC
LIMIT 100;
