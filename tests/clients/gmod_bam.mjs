// gmod_bam.mjs PACKAGE BASE ID header | [REF START END]...: what HtsgetFile of
// a @gmod/bam reads, as lines of JSON. START and END from 0, half-open.
import process from 'node:process'

const [name, baseUrl, trackId, ...words] = process.argv.slice(2)
const { HtsgetFile } = await import(name)

function row(record) {
  const quality = record.qual ?? null
  return {
    name: record.name,
    flags: record.flags,
    reference: record.ref_id,
    start: record.start,
    mapq: record.mq ?? 255,
    cigar: record.CIGAR,
    next: [record.next_refid, record.next_pos],
    length: record.template_length,
    sequence: record.seq,
    quality: quality?.length ? Array.from(quality) : null,
  }
}

const file = new HtsgetFile({ baseUrl, trackId })
const header = await file.getHeader()
if (words[0] === 'header') {
  console.log(JSON.stringify(header))
} else {
  for (let i = 0; i < words.length; i += 3) {
    const records = await file.getRecordsForRange(words[i], +words[i + 1],
      +words[i + 2])
    for (const record of records) {
      console.log(JSON.stringify(row(record)))
    }
  }
}
