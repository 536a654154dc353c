-- Who downloads the most, and from which bucket?
SELECT requester,
  remoteip,
  bucket_name,
  count(*) AS objects,
  sum(bytessent) AS bytes
FROM s3_access_logs
WHERE event_time >= current_timestamp - INTERVAL '1' DAY
  AND operation = 'REST.GET.OBJECT'
  AND httpstatus IN ('200', '206')
GROUP BY requester, remoteip, bucket_name
ORDER BY bytes DESC
LIMIT 50;
