-- Who still signs with version 2, sends no TLS, or needs ACLs?
SELECT requester,
  bucket_name,
  sigv,
  coalesce(tlsversion, 'no TLS') AS tls,
  aclrequired,
  count(*) AS requests
FROM s3_access_logs
WHERE event_time >= current_timestamp - INTERVAL '7' DAY
  AND (sigv = 'SigV2' OR tlsversion IS NULL OR aclrequired = 'Yes')
GROUP BY 1, 2, 3, 4, 5
ORDER BY requests DESC
LIMIT 100;
