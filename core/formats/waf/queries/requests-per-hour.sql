-- How many requests and blocks were there per hour?
SELECT date_trunc('hour', event_time) AS hour, count(*) AS requests, count_if(action = 'BLOCK') AS blocked
FROM waf_logs
GROUP BY date_trunc('hour', event_time)
ORDER BY hour;
