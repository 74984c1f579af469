-- How far the yes reaches that the person is about to give, kept until a face check makes it one.
ALTER TABLE invitations ADD COLUMN scope TEXT CHECK (scope IS NULL OR json_valid(scope));
