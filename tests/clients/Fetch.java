import htsjdk.samtools.*;
import htsjdk.samtools.util.CloseableIterator;
import htsjdk.samtools.util.Interval;
import htsjdk.samtools.util.htsget.HtsgetFormat;
import htsjdk.samtools.util.htsget.HtsgetPOSTRequest;
import java.io.BufferedWriter;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.net.URI;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Fetch URL whole|header|region|unplaced|several|posted [REF START END]...:
 * prints what htsjdk reads of a BAM ticket as SAM. START and END are from 1,
 * inclusive.
 */
public class Fetch {
    private static final PrintWriter out = new PrintWriter(
        new BufferedWriter(new OutputStreamWriter(System.out)));

    public static void main(final String[] words) throws Exception {
        final URI uri = new URI(words[0]);
        final List<Interval> regions = new ArrayList<>();
        for (int i = 2; i + 2 < words.length; i += 3)
            regions.add(new Interval(words[i], Integer.parseInt(words[i + 1]),
                Integer.parseInt(words[i + 2])));
        if (words[1].equals("posted"))
            post(uri, regions);
        else
            get(uri, words[1], regions);
        out.flush();
    }

    private static void get(final URI uri, final String query,
            final List<Interval> regions) throws Exception {
        final HtsgetBAMFileReader reader = new HtsgetBAMFileReader(uri, false,
            ValidationStringency.SILENT, DefaultSAMRecordFactory.getInstance(),
            false);
        // By POST its filter ends an interval at the first read it refuses.
        reader.setUsingPOST(false);
        header(reader.getFileHeader());
        switch (query) {
        case "header":
            break;
        case "whole":
            records(reader.getIterator());
            break;
        case "unplaced":
            records(reader.queryUnmapped());
            break;
        default:
            records(reader.query(optimized(reader.getFileHeader(), regions),
                false));
        }
        reader.close();
    }

    private static QueryInterval[] optimized(final SAMFileHeader header,
            final List<Interval> regions) {
        return QueryInterval.optimizeIntervals(regions.stream()
            .map(r -> new QueryInterval(header.getSequenceIndex(r.getContig()),
                r.getStart(), r.getEnd()))
            .toArray(QueryInterval[]::new));
    }

    private static void post(final URI uri, final List<Interval> regions)
            throws Exception {
        final HtsgetPOSTRequest request =
            new HtsgetPOSTRequest(uri).withFormat(HtsgetFormat.BAM);
        request.addIntervals(new ArrayList<>(regions));
        final SamReader reader = SamReaderFactory.makeDefault()
            .validationStringency(ValidationStringency.SILENT)
            .open(SamInputResource.of(request.getResponse().getDataStream()));
        header(reader.getFileHeader());
        records(reader.iterator());
        reader.close();
    }

    private static void header(final SAMFileHeader header) {
        out.print(header.getSAMString());
    }

    private static void records(final CloseableIterator<SAMRecord> records) {
        while (records.hasNext())
            out.print(records.next().getSAMString());
        records.close();
    }
}
