"""Premium subsidy （资助参保）: who has the yearly premium of resident insurance paid; an estimate and a referral."""
