//! The bytes of the lanes: pure encoders and bounded, incremental decoders. Nothing here waits.
