"""The week of a team, what is planned of one member, and changing it."""
