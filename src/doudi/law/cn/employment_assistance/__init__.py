"""Employment assistance （就业救助）: a referral to the public employment service."""
