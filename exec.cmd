@rem Lets npm scripts begin with exec on Windows too: elsewhere it makes npm pass its signals straight to Node.
@%*
