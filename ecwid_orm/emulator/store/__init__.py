"""The shop itself: profile, shipping, payment, staff, domains, and the pages it shows."""
