OVERVIEW = """\
maru serve          everything: pages, mail listener, worker (one command, no other service);
                    --single does it in one process, for trials and small machines
maru web            pages and API; --mail also opens the mail port
maru live           live updates only; --port P
maru mail           the mail listener only
maru worker         parsing, sending, sweeps
maru check          settings, database, disk, files: what is wrong and how to mend it;
                    --files reads every stored file
maru backup         [FILE|DIR]   everything in one file or folder, while Maru runs; --verify
maru restore        FILE|DIR     back into an empty installation, and compare
maru import         mbox|eml PATH... --mailbox ADDRESS   mail of the past, as tickets with their
                    dates; imap: out of a connected mailbox; --dry-run only counts
maru demo           load the demo company
maru createadmin    EMAIL --password P
maru token          EMAIL --scope S ...   print an API token
maru upgrade        to this version: what runs finishes, backup, verified, then the database;
                    --dry-run says what it would do

maru NAME --help tells more.
"""


def overview() -> str:
    return OVERVIEW
