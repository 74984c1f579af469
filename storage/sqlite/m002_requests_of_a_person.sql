CREATE INDEX asset_requests_by_person ON asset_requests (person_id, provider, account) WHERE person_id IS NOT NULL;
