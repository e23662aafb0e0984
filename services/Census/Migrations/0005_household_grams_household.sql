create index household_grams_household on household_grams (household_id, gram);
