# Was `syncit doctor` feststellt.
