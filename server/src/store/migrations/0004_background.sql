-- A rating's score follows from its word.
ALTER TABLE feedback DROP COLUMN score;
