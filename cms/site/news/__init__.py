"""What readers must hear of texts that they may have read: corrections, retractions, lapsed reviews."""
