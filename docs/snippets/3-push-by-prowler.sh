PROWLER_CLOUD_API_BASE_URL=http://127.0.0.1:8080 PROWLER_CLOUD_API_KEY=$key \
  prowler aws --output-formats json-ocsf --push-to-cloud
