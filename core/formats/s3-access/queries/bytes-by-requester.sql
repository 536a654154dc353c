-- Who reads how much from which bucket?
SELECT bucket_name, requester, remoteip, count(*) AS requests, sum(bytessent) AS bytes
FROM s3_access_logs
WHERE operation = 'REST.GET.OBJECT'
GROUP BY bucket_name, requester, remoteip
ORDER BY bytes DESC
LIMIT 20;
