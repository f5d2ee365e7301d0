"""Education assistance （教育救助）: a referral to the school and the education bureau."""
