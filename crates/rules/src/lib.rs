//! Packs and detectors. Pure.
