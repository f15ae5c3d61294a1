#include <iostream>

#include "postsim/command_line.hpp"

int main(int count, char** arguments) {
  return postproof::postsim::run_command_line(count, arguments, std::cout, std::cerr);
}
