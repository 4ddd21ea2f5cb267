"""Pages of people: rotation of posts and compulsory leave."""
