include(GoogleTest)

# The target's sources are compiled in batches, each of which reads a header once.
function(compiled_together target)
  set_target_properties(${target} PROPERTIES UNITY_BUILD ${CINECUT_UNITY} UNITY_BUILD_BATCH_SIZE 16)
endfunction()

# A module: a static library, its unit tests, and a check that each of its headers stands alone.
#   ROOT                     the folder that its includes begin at; src by default
#   HEADERS, SOURCES, TESTS  files of this folder or of its internal/, which other modules may not
#                            include
#   USES                     modules whose headers ours include
#   THIRD_PARTY              third_party_<name> targets, for our .cpp files only
#   SEPARATE                 sources and tests compiled on their own: they share names of internal
#                            linkage with others, or need a library that not all who link the module
#                            have (ICU, of libminerva's users). The rest is compiled together, which
#                            reads each header once.
function(module name)
  cmake_parse_arguments(PARSE_ARGV 1 M "" "ROOT" "HEADERS;SOURCES;SEPARATE;TESTS;USES;THIRD_PARTY")
  if(NOT M_ROOT)
    set(M_ROOT ${PROJECT_SOURCE_DIR}/src)
  endif()
  foreach(list IN ITEMS HEADERS SOURCES SEPARATE TESTS)
    set(found)
    foreach(file IN LISTS M_${list})
      if(EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/internal/${file})
        set(file internal/${file})
      endif()
      list(APPEND found ${file})
    endforeach()
    set(M_${list} ${found})
  endforeach()
  add_library(${name} STATIC ${M_SOURCES})
  target_sources(${name} PUBLIC FILE_SET HEADERS
                 BASE_DIRS ${M_ROOT} FILES ${M_HEADERS})
  set_target_properties(${name} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON LINKER_LANGUAGE CXX)
  compiled_together(${name})
  set_source_files_properties(${M_SEPARATE} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
  list(TRANSFORM M_THIRD_PARTY PREPEND third_party_)
  target_link_libraries(${name} PUBLIC ${M_USES} Threads::Threads
                        PRIVATE project_warnings ${M_THIRD_PARTY})
  if(BUILD_TESTING AND M_TESTS)
    add_executable(${name}_test ${M_TESTS})
    compiled_together(${name}_test)
    # What a test itself computes is little, and gtest's macros are slow to optimise.
    target_compile_options(${name}_test PRIVATE $<$<CONFIG:Release>:-O1>)
    target_link_libraries(${name}_test PRIVATE ${name} ${M_THIRD_PARTY} project_warnings
                          GTest::gmock_main)
    gtest_discover_tests(${name}_test DISCOVERY_MODE PRE_TEST PROPERTIES TIMEOUT 300)
  endif()
endfunction()
