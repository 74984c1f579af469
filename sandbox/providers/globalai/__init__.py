"""GlobalAI OPC, simulated from its documentation alone: KyyVideo2 and SD2 Manxue behind one host and one key.

Departures: media are taken over http from loopback hosts, and signed links are on this server. The documents'
sample ids exist in every account; every other id that an account did not make belongs to somebody else. The
two libraries are separate. No rate limits are documented, so there are none.
"""
