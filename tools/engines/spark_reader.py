"""Runs SQL on Spark over the lake's REST catalog: one line of JSON in, one line of JSON out."""

import json
import sys

from pyspark.sql import SparkSession

uri, jar, scratch = sys.argv[1:]
settings = {
    "spark.jars": jar,
    "spark.sql.extensions": "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions",
    "spark.sql.catalog.levee": "org.apache.iceberg.spark.SparkCatalog",
    "spark.sql.catalog.levee.type": "rest",
    "spark.sql.catalog.levee.uri": uri,
    # The catalog is asked again for every statement, as other programs would.
    "spark.sql.catalog.levee.cache-enabled": "false",
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


def cell(value):
    return None if value is None else str(value)


for line in sys.stdin:
    try:
        rows = spark.sql(json.loads(line)["sql"]).collect()
        said = {"answer": [[cell(value) for value in row] for row in rows]}
    except Exception as error:  # whatever it is, the runner reports it as a failed check
        said = {"error": f"{type(error).__name__}: {str(error)[:2000]}"}
    print(json.dumps(said), flush=True)
