# One target per folder, and an include path that holds nothing but the folder itself and those it may use.
#
# The include root of a target is a directory of links: asking for a header of a folder that is no link there
# fails at once, so the arrows of docs/architecture.md are kept by the compiler and not by good will.

# postproof_include_root(<out-var> <name> <folder>...): makes the directory of links and returns its path.
function(postproof_include_root out name)
  set(root "${CMAKE_BINARY_DIR}/arrows/${name}")
  file(MAKE_DIRECTORY "${root}")
  foreach(folder IN LISTS ARGN)
    file(CREATE_LINK "${CMAKE_SOURCE_DIR}/${folder}" "${root}/${folder}" SYMBOLIC)
  endforeach()
  set(${out} "${root}" PARENT_SCOPE)
endfunction()

# postproof_precompile(<target>): lends it the precompiled headers, where there are any.
function(postproof_precompile target)
  if(TARGET postproof_precompiled)
    target_precompile_headers(${target} REUSE_FROM postproof_precompiled)
  endif()
endfunction()

# postproof_folder(<folder> USES <folder>... THIRD_PARTY <library>...)
# A static library of every .cpp in the folder. USES are the arrows; third parties stay PRIVATE.
function(postproof_folder folder)
  cmake_parse_arguments(arg "" "" "USES;THIRD_PARTY" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/${folder}/*.cpp")
  list(FILTER sources EXCLUDE REGEX "/main\\.cpp$")
  postproof_include_root(root ${folder} ${folder} ${arg_USES})
  add_library(postproof_${folder} STATIC ${sources})
  target_include_directories(postproof_${folder} PRIVATE "${root}")
  foreach(used IN LISTS arg_USES)
    target_link_libraries(postproof_${folder} PRIVATE postproof_${used})
  endforeach()
  target_link_libraries(postproof_${folder} PRIVATE postproof_flags ${arg_THIRD_PARTY})
  postproof_precompile(postproof_${folder})
endfunction()

# postproof_program(<name> <main.cpp> USES <folder>... THIRD_PARTY <library>...)
function(postproof_program name main)
  cmake_parse_arguments(arg "" "" "USES;THIRD_PARTY" ${ARGN})
  postproof_include_root(root program_${name} ${arg_USES})
  add_executable(${name} "${CMAKE_SOURCE_DIR}/${main}")
  target_include_directories(${name} PRIVATE "${root}")
  foreach(used IN LISTS arg_USES)
    target_link_libraries(${name} PRIVATE postproof_${used})
  endforeach()
  target_link_libraries(${name} PRIVATE postproof_flags ${arg_THIRD_PARTY})
  postproof_precompile(${name})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
endfunction()
