// fetch BASE reads|variants ID FORMAT [REGION ...]: writes what
// noodles-htsget gets to standard output. A REGION is NAME or NAME:START-END,
// from 1, inclusive. noodles-htsget asks by POST alone.

use futures::TryStreamExt;
use noodles_core::Region;
use noodles_htsget as htsget;
use std::{env, error::Error, io::Write};

// "*" is no Region's text.
fn region(text: &str) -> Result<Region, Box<dyn Error>> {
    if text == "*" {
        return Ok(Region::new("*", ..));
    }
    Ok(text.parse()?)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = env::args().collect();
    let client = htsget::Client::new(words[1].parse()?);

    let response = if words[2] == "reads" {
        let mut request = client.reads(&words[3]).set_format(
            match words[4].as_str() {
                "CRAM" => htsget::reads::Format::Cram,
                _ => htsget::reads::Format::Bam,
            },
        );
        for text in &words[5..] {
            request = request.add_region(region(text)?);
        }
        request.send().await?
    } else {
        let mut request = client.variants(&words[3]).set_format(
            match words[4].as_str() {
                "BCF" => htsget::variants::Format::Bcf,
                _ => htsget::variants::Format::Vcf,
            },
        );
        for text in &words[5..] {
            request = request.add_region(region(text)?);
        }
        request.send().await?
    };

    let mut chunks = response.chunks();
    let mut out = std::io::stdout().lock();
    while let Some(chunk) = chunks.try_next().await? {
        out.write_all(&chunk)?;
    }
    Ok(())
}
