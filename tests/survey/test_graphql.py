"""GraphQL operations: of resolvers that carry them out, and of schema files."""

from tests.survey.conftest import Look

RESOLVER = """
import { Resolver, Query, Mutation, Subscription, ResolveField, Args } from '@nestjs/graphql';
abstract class Base { @Query(() => Int, { name: 'total' }) count() {} }
@UseGuards(JwtGuard)
@Resolver(() => Post)
export class PostsResolver extends Base {
  @Query(() => [Post], { name: 'posts' }) list(@Args('take') take: number): Post[] {}
  @Roles('ADMIN')
  @Mutation('publish') publishPost() {}
  @Subscription(() => Post) posted() {}
  @ResolveField('author', () => User) author() {}
  @Query(() => Post, { name: `find${x}` }) made() {}
}
"""
SCHEMA = '''"""type Query { no: Int }"""
type Query {
  # a: Int
  posts(take: Int = 3, filter: Filter = { a: 1 }): [Post!]!
  ping: String! health(deep: Boolean): Health
}
type Post { id: ID! }
extend type Mutation @auth(rules: [{ a: "{" }]) {
  "with words: and a brace {"
  publish(
    id: ID!
  ): Post
  drop: Int
}
'''


def test_operations_of_resolvers_are_listed_with_their_guards(look: Look) -> None:
    found = look({"src/posts.ts": RESOLVER})
    assert [(one.kind, one.name, one.handler, one.place.line) for one in found.operations] == [
        ("query", "total", "count", 3),
        ("query", "posts", "list", 7),
        ("mutation", "publish", "publishPost", 9),
        ("subscription", "posted", "posted", 10),
        ("field", "Post.author", "author", 11),
    ]
    assert {(one.resolver, one.guards) for one in found.operations} == {("PostsResolver", ("JwtGuard",))}
    assert found.operations[2].roles == ("ADMIN",) and found.operations[1].parameters[0].name == "take"
    assert [(one.line, one.symbol) for one in found.findings] == [(12, "PostsResolver.made")]


def test_operations_of_schema_files_are_listed_where_no_resolver_fulfils_them(look: Look) -> None:
    found = look({"src/posts.ts": RESOLVER, "src/schema.graphql": SCHEMA})
    declared = [(one.kind, one.name, one.place.line) for one in found.operations if not one.resolver]
    assert declared == [("query", "health", 5), ("query", "ping", 5), ("mutation", "drop", 13)]
