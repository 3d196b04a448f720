"""Reads a history folder with DuckDB and Polars: rows, vehicles, first and last day, shard, highest speed."""
import sys
import duckdb
import polars

files = sys.argv[1] + "/**/*.parquet"
sql = "select count(lon) + count(*) filter (lon is null), count(distinct vehicle), min(day), max(day), max(shard), max(gnss_speed_kmh) from '%s'"
row = duckdb.connect().execute(sql % files).fetchall()[0]
print("duckdb", row[0], row[1], row[2], row[3], int(row[4]), row[5])
table = polars.scan_parquet(files, hive_partitioning=True).collect()
print("polars", len(table), table["vehicle"].n_unique(), table["day"].min(), table["day"].max(), table["shard"].max(), table["gnss_speed_kmh"].max())
