"""Medical assistance （医疗救助）: decided by medical security; here an estimate and a referral."""
