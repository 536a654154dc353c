-- Which targets answer with errors?
SELECT elb, target_ip, elb_status_code, count(*) AS requests, avg(target_processing_time) AS seconds
FROM alb_access_logs
WHERE elb_status_code >= 500
GROUP BY elb, target_ip, elb_status_code
ORDER BY requests DESC;
