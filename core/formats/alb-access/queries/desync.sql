-- Which requests look like HTTP desync attacks?
SELECT event_time, client_ip, classification, classification_reason, request_verb, request_url, user_agent
FROM alb_access_logs
WHERE event_time >= current_timestamp - INTERVAL '7' DAY
  AND classification IN ('Ambiguous', 'Severe')
ORDER BY event_time DESC
LIMIT 500;
