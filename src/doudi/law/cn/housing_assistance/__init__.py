"""Housing assistance （住房救助）, in town and country: a referral to the housing bureau."""
