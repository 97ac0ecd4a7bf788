"""Own browser components: text that saves itself, upload, signature, calendar, and the exchange of a sign-in ticket."""
