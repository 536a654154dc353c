"""Runs SQL on Spark over the lake's REST catalog: one line of JSON in, one line of JSON out."""

import json
import os
import sys

from pyspark.sql import SparkSession

# Answers alone go to stdout; what libraries print goes to the log.
answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)

uri, jar, scratch, warehouse = sys.argv[1:]
settings = {
    "spark.jars": jar,
    "spark.sql.extensions": "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions",
    "spark.sql.catalog.levee": "org.apache.iceberg.spark.SparkCatalog",
    "spark.sql.catalog.levee.type": "rest",
    "spark.sql.catalog.levee.uri": uri,
    # The lake's folder itself as a catalog, which can be written to.
    "spark.sql.catalog.files": "org.apache.iceberg.spark.SparkCatalog",
    "spark.sql.catalog.files.type": "hadoop",
    "spark.sql.catalog.files.warehouse": warehouse,
    # The catalog is asked again for every statement, as other programs would.
    "spark.sql.catalog.levee.cache-enabled": "false",
    "spark.sql.catalog.files.cache-enabled": "false",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.memory": "1g",
    "spark.ui.enabled": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.warehouse.dir": scratch,
    "spark.local.dir": scratch,
}
builder = SparkSession.builder.master("local[2]").appName("levee")
for name, value in settings.items():
    builder = builder.config(name, value)
spark = builder.getOrCreate()
spark.sparkContext.setLogLevel("ERROR")


def rows(sql):
    """All values as texts made by Spark: Python's own dates begin with year 1 and end with 9999."""
    frame = spark.sql(sql)
    texts = [frame[f"`{name.replace('`', '``')}`"].cast("string") for name in frame.columns]
    return [list(row) for row in frame.select(texts).collect()]


for line in sys.stdin:
    try:
        said = {"answer": rows(json.loads(line)["sql"])}
    except Exception as error:  # whatever it is, the runner reports it as a failed check
        said = {"error": f"{type(error).__name__}: {str(error)[:2000]}"}
    print(json.dumps(said), file=answers, flush=True)
