-- Which interfaces send the most data out of the VPC, and where to?
SELECT interface_id,
  instance_id,
  dstaddr,
  sum(bytes) AS bytes_out,
  count(*) AS flows
FROM vpc_flow_logs
WHERE event_time >= current_timestamp - INTERVAL '1' DAY
  AND action = 'ACCEPT'
  AND dstaddr NOT LIKE '10.%'
  AND dstaddr NOT LIKE '192.168.%'
  AND NOT (
    dstaddr LIKE '172.%'
    AND split_part(dstaddr, '.', 2) IN (
      '16', '17', '18', '19', '20', '21', '22', '23', '24', '25', '26', '27', '28', '29', '30', '31'
    )
  )
GROUP BY interface_id, instance_id, dstaddr
ORDER BY bytes_out DESC
LIMIT 50;
