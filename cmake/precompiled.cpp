// Nothing: this target only precompiles headers for the others (see POSTPROOF_PRECOMPILE in CMakeLists.txt).
