-- Which resources are findings about, and how severe?
SELECT resource_name, count(DISTINCT id) AS findings, max(CAST(severity AS double)) AS severity
FROM guardduty_findings
CROSS JOIN UNNEST(resources) AS named(resource_name)
WHERE resource_name NOT LIKE 'arn:aws%:guardduty:%'
GROUP BY resource_name
ORDER BY severity DESC, findings DESC
LIMIT 100;
