"""client: what every client says of itself."""
import contextlib

ONE_REGION = ('header', 'whole', 'region', 'empty', 'unplaced')
ALL = ONE_REGION + ('several', 'posted')


class Client:
    """A client program; a subclass is a row of the table for each format.

    name     as the table names it, with its version once it is set up
    formats  which it reads through htsget
    queries  which it can ask (wanted.QUERIES)
    inline   the settings it is tried with
    notes    {query: text}: why it does not ask, or what is peculiar; the
             key "format" is for what it cannot read
    """
    name = ''
    formats = ()
    queries = ONE_REGION
    inline = ('reads', 'never')
    notes = {}

    def set_up(self, cache):
        """Makes it ready, or raises cache.Absent."""

    @contextlib.contextmanager
    def session(self, site):
        """What lasts for all queries of a site."""
        yield

    def ask(self, site, wanted, query):
        """What it got for a query, in one of the forms of wanted.py."""
        raise NotImplementedError

    def asks(self, format, query):
        return format in self.formats and query in self.queries
