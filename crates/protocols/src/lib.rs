//! JT/T 808 codecs. Pure.
