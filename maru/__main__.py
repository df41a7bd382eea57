from maru.project.command import main

main()
